;;; drive-generate.el --- drives a batch Emacs through a generation -*- lexical-binding: t; -*-

;; Generates from the spec $L9_SPEC, keeps what $L9_KEEP names, saves all, and writes what it saw to $L9_OUT.

;;; Code:

(require 'json)
(require 'cl-lib)
(require 'eglot)
(require 'l9)

(defvar drive-messages nil)
(defvar drive-questions nil)
(defvar drive-done nil)

(defun drive-wait-for (what holds)
  (let ((end (+ (float-time) 100)))
    (while (and (not (funcall holds)) (< (float-time) end))
      (accept-process-output nil 0.02)
      (sit-for 0.005))
    (unless (funcall holds) (error "Timed out: %s" what))))

(cl-defmethod eglot-handle-notification :before (_server (_method (eql window/showMessage)) &key message &allow-other-keys)
  (push message drive-messages))

(defun drive-answer (prompt &rest _)
  "Keeps what $L9_KEEP names, and replaces everything else."
  (push prompt drive-questions)
  (if (string-match-p (regexp-quote (concat (getenv "L9_KEEP") " exists")) prompt) "Keep mine" "Replace"))

(defun drive-generate ()
  (find-file (getenv "L9_SPEC"))
  (unless (eglot-current-server) (apply #'eglot (eglot--guess-contact)))
  (drive-wait-for "the server" #'eglot-current-server)
  (jsonrpc-async-request (eglot-current-server) :workspace/executeCommand
                         (list :command "l9.generate" :arguments (vector (eglot--path-to-uri (getenv "L9_SPEC"))))
                         :timeout 100
                         :success-fn (lambda (result) (setq drive-done result))
                         :error-fn (lambda (fault) (setq drive-done fault)))
  (drive-wait-for "the generation" (lambda () drive-done)))

(setq make-backup-files nil auto-save-default nil create-lockfiles nil native-comp-jit-compilation nil native-comp-enable-subr-trampolines nil
      eglot-sync-connect t eglot-autoshutdown nil eglot-confirm-server-edits nil)
(advice-add 'y-or-n-p :override #'always)
(advice-add 'yes-or-no-p :override #'always)
(advice-add 'completing-read :override #'drive-answer)
(unless (fboundp 'yaml-mode)
  (define-derived-mode yaml-mode text-mode "YAML")
  (add-to-list 'auto-mode-alist '("\\.yaml\\'" . yaml-mode)))
(let ((code 0) (fault nil) (saved nil))
  (condition-case problem
      (progn
        (drive-generate)
        (setq saved (file-exists-p (getenv "L9_REPORT")))
        (save-some-buffers t)
        (drive-wait-for "the files to be attested" (lambda () (cdr drive-messages)))
        (eglot-shutdown (eglot-current-server) nil 5))
    (error (setq code 1 fault (format "%S" problem))))
  (with-temp-file (getenv "L9_OUT")
    (insert (json-encode `((done . ,drive-done) (messages . ,(vconcat (reverse drive-messages))) (error . ,fault)
                           (questions . ,(vconcat (reverse drive-questions))) (onDisk . ,(if saved t :json-false))))))
  (kill-emacs code))
;;; drive-generate.el ends here

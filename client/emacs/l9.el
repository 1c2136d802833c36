;;; l9.el --- L9 language server for eglot and lsp-mode -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Tells eglot and lsp-mode how to start the L9 language server, which checks
;; L9 module specs, their contracts and the code generated from them.
;;
;;   (require 'l9)
;;   (add-hook 'python-mode-hook #'eglot-ensure)
;;
;; eglot runs one server a buffer: with `l9-eglot-modes' you choose where it is
;; this one.  lsp-mode runs it beside other servers.

;;; Code:

(defvar eglot-server-programs)
(declare-function lsp-register-client "lsp-mode" (client))
(declare-function lsp-stdio-connection "lsp-mode" (command &optional test-command))
(declare-function make-lsp-client "lsp-mode" (&rest args))

(defgroup l9 nil
  "The L9 language server."
  :group 'tools
  :prefix "l9-")

(defcustom l9-command '("l9" "lsp" "--stdio")
  "Program and arguments that start the server."
  :type '(repeat string))

(defcustom l9-trusted nil
  "Whether a workspace's configuration may name commands and addresses."
  :type 'boolean)

(defcustom l9-eglot-modes '(python-mode python-ts-mode yaml-mode yaml-ts-mode typescript-mode typescript-ts-mode
                                    tsx-ts-mode markdown-mode gfm-mode)
  "Major modes in which eglot starts this server."
  :type '(repeat symbol))

(defcustom l9-lsp-modes l9-eglot-modes
  "Major modes in which lsp-mode starts this server beside others."
  :type '(repeat symbol))

(defun l9--options ()
  "The options sent with `initialize'."
  (list :trusted (if l9-trusted t :json-false)))

(defun l9-eglot-contact (&optional _interactive _project)
  "How eglot reaches the server."
  (append l9-command (list :initializationOptions (l9--options))))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs (cons l9-eglot-modes #'l9-eglot-contact)))

(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () l9-command))
                    :major-modes l9-lsp-modes
                    :initialization-options #'l9--options
                    :add-on? t
                    :server-id 'l9)))

(provide 'l9)
;;; l9.el ends here
